import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Schemas } from '../../core/api/api';
import { momentInWords } from '../../core/calendar/calendar';
import { actionInWords, floristName } from './words';

/** What florists did about something: who, when, what, and what they noted. */
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
            <span class="fine">{{ when(entry.at) }}, {{ who(entry.by) }}</span>
          </span>
        </li>
      } @empty {
        <li class="muted">Nobody has done anything by hand.</li>
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
