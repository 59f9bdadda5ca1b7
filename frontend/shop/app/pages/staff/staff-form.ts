import { ChangeDetectionStrategy, Component, type OnInit, input, output } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { ErrorNotice } from '../../ui/error-notice';
import { hostElement } from '../../ui/focus';
import type { FormRequest } from './form-request';

/** The frame of a florist's form; the content holds the fields. */
@Component({
  selector: 'cr-staff-form',
  imports: [ErrorNotice, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="request().form" (ngSubmit)="sent.emit()">
      <ng-content />
      <p class="actions">
        <button class="btn small" [disabled]="request().isBusy()">
          {{ request().isBusy() ? busy() : yes() }}
        </button>
        @if (isOpened()) {
          <button type="button" class="btn quiet small" (click)="closed.emit()">Cancel</button>
        }
      </p>
      <cr-error-notice [error]="request().error()" (again)="sent.emit()" />
    </form>
  `,
})
export class StaffForm implements OnInit {
  readonly request = input.required<FormRequest<unknown>>();
  readonly yes = input.required<string>();
  /** The button's text while the request runs. */
  readonly busy = input('Sending…');
  /** Whether a button opened the form: it takes the focus and can be closed. */
  readonly isOpened = input(false);
  readonly sent = output();
  readonly closed = output();

  private readonly host = hostElement();

  ngOnInit(): void {
    if (!this.isOpened()) return;
    setTimeout(() => this.host.querySelector<HTMLElement>('select, input')?.focus());
  }
}
