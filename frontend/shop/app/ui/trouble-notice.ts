import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { Trouble } from '../core/api/trouble';

/**
 * What went wrong, in calm words, and the way on.
 *
 * `<cr-trouble [trouble]="orders.trouble()" (again)="orders.ask()" />`; shows nothing without one.
 */
@Component({
  selector: 'cr-trouble',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div role="alert">
      @if (trouble(); as it) {
        <div class="notice">
          <p>
            <strong>{{ it.title }}.</strong> {{ it.detail }}
          </p>
          @if (it.needsSignIn) {
            <a class="btn small" routerLink="/sign-in" [queryParams]="{ to: router.url }"
              >Sign in</a
            >
          } @else if (it.mayPass) {
            <button type="button" class="btn small" (click)="again.emit()">Try again</button>
          }
          @if (it.reference) {
            <p class="fine">Should you ask us about it: {{ it.reference }}</p>
          }
        </div>
      }
    </div>
  `,
})
export class TroubleNotice {
  readonly trouble = input<Trouble | undefined>();
  /** "Try again" was chosen. */
  readonly again = output();
  protected readonly router = inject(Router);
}
