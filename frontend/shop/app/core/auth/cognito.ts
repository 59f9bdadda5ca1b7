const TIMEOUT_MS = 8_000;

/** Cognito refused the request; `kind` is the name of its error, such as CodeMismatchException. */
export class CognitoError extends Error {
  constructor(
    readonly kind: string,
    status: number,
  ) {
    super(`Cognito says ${status} ${kind}`);
  }
}

/** Call an action of Cognito's API that needs no credentials. Throws `CognitoError`. */
export async function askCognito<T = unknown>(
  endpoint: string,
  action: string,
  body: object,
): Promise<T> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const found = (await answer.json().catch(() => ({}))) as { __type?: string };
  // Some of Cognito's errors are called `com.amazonaws...#CodeMismatchException`.
  if (!answer.ok) throw new CognitoError(found.__type?.split('#').at(-1) ?? '', answer.status);
  return found as T;
}
