import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Schemas } from '../../core/api/api';
import { momentInWords } from '../../core/calendar/calendar';
import { actInWords, florist } from './words';

/** What florists did about something: who, when, what, and what they noted. */
@Component({
  selector: 'cr-acts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol class="rows" role="list">
      @for (act of acts(); track $index) {
        <li>
          <span class="what">
            <strong>{{ what(act.what) }}</strong>
            @if (act.note) {
              <span class="said">{{ act.note }}</span>
            }
            <span class="fine">{{ when(act.at) }}, {{ who(act.by) }}</span>
          </span>
        </li>
      } @empty {
        <li class="muted">Nobody has done anything by hand.</li>
      }
    </ol>
  `,
})
export class Acts {
  readonly acts = input.required<readonly Schemas['AuditEntry'][]>();
  protected readonly what = actInWords;
  protected readonly who = florist;
  protected readonly when = (at: string) => momentInWords(new Date(at));
}
