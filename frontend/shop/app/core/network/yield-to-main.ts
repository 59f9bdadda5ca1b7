/** Lets the browser paint, and answer what is tapped, before the work goes on. */
export function yieldToMain(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
