/** Focus the heading of a part of the page, when the focused element is gone. */
export function focusHeading(part: HTMLElement): void {
  const heading = part.querySelector<HTMLElement>('h1, h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}
