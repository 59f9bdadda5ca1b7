import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { API, Http } from '../../core/api/http';
import { Query } from '../../core/api/query';
import { saveAs } from '../../core/api/save';
import { ErrorNotice } from '../../ui/error-notice';
import { joined, nextIn } from './csv';

const CSV = 'text/csv';

/** Downloads all orders as a CSV table, for bookkeeping. */
@Component({
  selector: 'cr-csv-export',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="btn quiet" [disabled]="saving.isBusy()" (click)="saving.ask()">
      Download as CSV
    </button>
    <span class="fine" role="status">{{ saving.isBusy() ? 'Collecting your orders…' : '' }}</span>
    <cr-error-notice [error]="saving.error()" (again)="saving.ask()" />
  `,
})
export class CsvExport {
  private readonly http = inject(Http);
  protected readonly saving = new Query(() => this.save());

  private async save(): Promise<true> {
    const pages: string[] = [];
    for (let url: string | null = `${API}/orders`; url;) {
      const { text, next } = await this.page(url);
      // A page that leads to itself would never end, and half a table must not look whole.
      if (next === url) throw new Error('The list of orders does not end');
      pages.push(text);
      url = next;
    }
    saveAs(new Blob([joined(pages)], { type: CSV }), 'crassula-orders.csv');
    return true;
  }

  /** A page, and the URL of the next one from the Link header. */
  private async page(url: string): Promise<{ text: string; next: string | null }> {
    const headers = { Accept: CSV };
    const answer = await this.http.request({ method: 'GET', url, headers });
    return { text: await answer.content.text(), next: nextIn(answer.headers.get('Link')) };
  }
}
