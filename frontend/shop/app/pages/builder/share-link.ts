import { ChangeDetectionStrategy, Component, signal } from '@angular/core';

/** Shares or copies the page's URL, which holds the recipe. */
@Component({
  selector: 'cr-share-link',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="btn quiet" (click)="share()">Share this bouquet</button>
    <span class="fine" role="status">{{ message() }}</span>
  `,
})
export class ShareLink {
  protected readonly message = signal('');

  protected async share(): Promise<void> {
    const url = location.href;
    try {
      if ('share' in navigator) await navigator.share({ title: 'A bouquet', url });
      else await this.copy(url);
    } catch (error) {
      // Closing the share sheet is no error.
      if (!(error instanceof DOMException && error.name === 'AbortError')) await this.copy(url);
    }
  }

  private async copy(url: string): Promise<void> {
    await navigator.clipboard.writeText(url).then(
      () => this.message.set('The link is copied.'),
      () => this.message.set('Please copy the page’s address to save this bouquet.'),
    );
  }
}
