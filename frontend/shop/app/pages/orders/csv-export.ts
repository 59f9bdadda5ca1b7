import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { API, Http } from '../../core/api/http';
import { Query } from '../../core/api/query';
import { saveAs } from '../../core/api/save';
import { ErrorNotice } from '../../ui/error-notice';
import { joined, nextIn } from './csv';

const CSV = 'text/csv';
/** No list has more pages: it ends, whatever it says. */
const MAX_PAGES = 100;

/** All orders as a table for somebody's books. */
@Component({
  selector: 'cr-csv-export',
  imports: [ErrorNotice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="btn quiet" [disabled]="saving.isBusy()" (click)="saving.ask()">
      CSV for my books
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
    for (let url: string | null = `${API}/orders`; url && pages.length < MAX_PAGES;) {
      const { text, next } = await this.page(url);
      pages.push(text);
      url = next;
    }
    saveAs(new Blob([joined(pages)], { type: CSV }), 'crassula-orders.csv');
    return true;
  }

  /** A page, and the address of the next one, which is in a header. */
  private async page(url: string): Promise<{ text: string; next: string | null }> {
    const headers = { Accept: CSV };
    const answer = await this.http.request({ method: 'GET', url, headers });
    return { text: await answer.content.text(), next: nextIn(answer.headers.get('Link')) };
  }
}
