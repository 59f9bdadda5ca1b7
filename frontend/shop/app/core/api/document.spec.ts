import { ApiError } from './transport';
import type { Api } from './api';
import { saveDocument } from './document';

const URL_OF_INVOICE = '/api/orders/o1/invoice';

/** An API whose answers come in this order; it remembers what it was asked. */
function apiThat(...answers: (Blob | ApiError)[]): { api: Api; asked: string[] } {
  const asked: string[] = [];
  const download = (url: string) => {
    asked.push(url);
    const answer = answers.shift();
    return answer instanceof Blob ? Promise.resolve(answer) : Promise.reject(answer);
  };
  return { api: { download } as unknown as Api, asked };
}

describe('A document', () => {
  const file = new Blob(['%PDF']);
  const saved: string[] = [];

  beforeEach(() => {
    saved.length = 0;
    URL.createObjectURL = () => 'blob:document';
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download);
    });
  });

  it('is saved under its number', async () => {
    const { api } = apiThat(file);
    await saveDocument(api, URL_OF_INVOICE, 'C2027-000001.pdf');
    expect(saved).toEqual(['C2027-000001.pdf']);
  });

  it('is requested again when its link has expired [FM-K14-01:mitigation]', async () => {
    const { api, asked } = apiThat(new ApiError(403), file);
    await saveDocument(api, URL_OF_INVOICE, 'C2027-000001.pdf');
    expect(asked).toEqual([URL_OF_INVOICE, URL_OF_INVOICE]);
    expect(saved).toHaveLength(1);
  });

  it('is not asked for again when there is none', async () => {
    const { api, asked } = apiThat(new ApiError(404));
    await expect(saveDocument(api, URL_OF_INVOICE, 'x.pdf')).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });
});
