import {
  ChangeDetectionStrategy,
  Component,
  type OnInit,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Api, type Schemas, newKey } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { type DayStyle, dayInWords, momentInWords } from '../../../core/calendar/calendar';
import { Euros } from '../../../core/money/money';
import { Confirm } from '../../../ui/confirm';
import { ErrorNotice } from '../../../ui/error-notice';
import { Skeleton } from '../../../ui/skeleton';
import { addressInLines } from '../../../core/forms/address-words';
import { AuditEntries } from '../audit-entries';
import { PollingStatus } from '../polling-status';
import { StaffNav } from '../staff-nav';
import { PolledResource } from '../polled-resource';
import { QuoteEditor } from './quote-editor';
import { ENQUIRY_STATES, ENQUIRY_TONES } from './words';

type Enquiry = Schemas['ShownEnquiry'];

/** One enquiry, for florists: the request and the quote. */
@Component({
  selector: 'cr-staff-enquiry',
  imports: [
    AuditEntries,
    Confirm,
    ErrorNotice,
    Euros,
    PollingStatus,
    QuoteEditor,
    RouterLink,
    Skeleton,
    StaffNav,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './staff-enquiry.html',
})
export class StaffEnquiry implements OnInit {
  readonly enquiry_id = input.required<string>();

  private readonly api = inject(Api);
  private readonly key = newKey();
  protected readonly dialog = viewChild(Confirm);
  protected readonly polled = new PolledResource<Enquiry>(() =>
    this.api.read('/enquiries/{enquiry_id}', { path: { enquiry_id: this.enquiry_id() } }),
  );
  protected readonly declining = new Query(() => this.decline());
  protected readonly address = addressInLines;
  protected readonly states = ENQUIRY_STATES;
  protected readonly tones = ENQUIRY_TONES;
  protected readonly inWords = (day: string) => dayInWords(day, NAMED);
  protected readonly moment = (at: string) => momentInWords(new Date(at));
  protected readonly isOpen = ({ state }: Enquiry) => state === 'enquired' || state === 'quoted';

  ngOnInit(): void {
    void this.polled.query.ask();
  }

  protected quoted({ history: before }: Enquiry): void {
    this.polled.waitFor(({ history }) => history.length > before.length);
  }

  private async decline(): Promise<void> {
    await this.api.ask('post', '/enquiries/{enquiry_id}/refusal', {
      key: this.key,
      path: { enquiry_id: this.enquiry_id() },
      body: {},
    });
    this.polled.waitFor(({ state }) => state === 'declined');
  }
}

const NAMED: DayStyle = { weekday: 'long', month: 'long', year: true };
