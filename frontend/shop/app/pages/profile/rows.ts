import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';

/** A saved item as text. */
export interface Row {
  readonly name: string;
  readonly detail: string;
}

/** Saved items as rows, which can be removed and, optionally, changed. */
@Component({
  selector: 'cr-rows',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul class="rows" role="list">
      @for (row of rows(); track $index) {
        <li>
          <span class="what">
            <strong>{{ row.name }}</strong>
            <span class="muted">{{ row.detail }}</span>
          </span>
          @if (isChangeable()) {
            <button
              type="button"
              class="link"
              [attr.aria-label]="'Change ' + row.name"
              (click)="changed.emit($index)"
            >
              Change
            </button>
          }
          <button
            type="button"
            class="link"
            [attr.aria-label]="'Remove ' + row.name"
            [disabled]="isBusy()"
            (click)="removed.emit($index)"
          >
            Remove
          </button>
        </li>
      } @empty {
        <li class="muted">{{ none() }}</li>
      }
    </ul>
  `,
})
export class Rows {
  readonly rows = input.required<readonly Row[]>();
  /** The text for an empty list. */
  readonly none = input.required<string>();
  readonly isBusy = input(false);
  readonly isChangeable = input(false);
  /** "Change" or "Remove" was pressed in this row. */
  readonly changed = output<number>();
  readonly removed = output<number>();
}
