import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Schemas } from '../../core/api/api';
import { momentInWords } from '../../core/calendar/calendar';
import { actionInWords, floristName } from './words';

/** The audit entries of an order or an enquiry: action, florist, time and note. */
@Component({
  selector: 'cr-audit-entries',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol class="rows" role="list">
      @for (entry of entries(); track $index) {
        <li>
          <span class="what">
            <strong>{{ what(entry.what) }}</strong>
            @if (entry.note) {
              <span class="said">{{ entry.note }}</span>
            }
            <span class="fine">{{ when(entry.at) }}, {{ who(entry) }}</span>
          </span>
        </li>
      } @empty {
        <li class="muted">No florist has done anything yet.</li>
      }
    </ol>
  `,
})
export class AuditEntries {
  readonly entries = input.required<readonly Schemas['AuditEntry'][]>();
  protected readonly what = actionInWords;
  protected readonly who = floristName;
  protected readonly when = (at: string) => momentInWords(new Date(at));
}
