import { ElementRef, inject } from '@angular/core';

/** The element of the component that calls this in a field. */
export function hostElement(): HTMLElement {
  return inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
}

/** Focus the heading of a part of the page, when the focused element is gone. */
export function focusHeading(part: HTMLElement): void {
  const heading = part.querySelector<HTMLElement>('h1, h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}
