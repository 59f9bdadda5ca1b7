import { ChangeDetectionStrategy, Component, signal } from '@angular/core';

/** Hands on the page's address, which is the recipe: to a friend, or to oneself for later. */
@Component({
  selector: 'cr-share-link',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="btn quiet" (click)="share()">Save or share</button>
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
      // Who changes their mind in the share sheet has not failed.
      if (!(error instanceof DOMException && error.name === 'AbortError')) await this.copy(url);
    }
  }

  private async copy(url: string): Promise<void> {
    await navigator.clipboard.writeText(url).then(
      () => this.message.set('The link is copied.'),
      () => this.message.set('Copy the page’s address to keep this bouquet.'),
    );
  }
}
