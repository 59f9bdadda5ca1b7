import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  input,
  output,
  viewChild,
} from '@angular/core';

let count = 0;

/**
 * A confirmation dialog; the content explains the consequences.
 *
 * The browser keeps the focus in the dialog, and gives it back to the button that opened it.
 */
@Component({
  selector: 'cr-confirm',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="dialog stack" [attr.aria-labelledby]="id">
      <h2 [id]="id">{{ question() }}</h2>
      <ng-content />
      <p class="actions">
        <button type="button" class="btn" [disabled]="!isReady()" (click)="confirm()">
          {{ yes() }}
        </button>
        <!-- Whoever presses Enter in haste has done nothing. -->
        <button type="button" class="btn quiet" autofocus (click)="dialog.close()">
          {{ no() }}
        </button>
      </p>
    </dialog>
  `,
})
export class Confirm {
  readonly question = input.required<string>();
  readonly yes = input.required<string>();
  readonly no = input('Keep it');
  /** Whether the confirm button is enabled. */
  readonly isReady = input(true);
  readonly confirmed = output();

  protected readonly id = `confirm-${++count}`;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  open(): void {
    this.dialog().nativeElement.showModal();
  }

  protected confirm(): void {
    this.dialog().nativeElement.close();
    this.confirmed.emit();
  }
}
