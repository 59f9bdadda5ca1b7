import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  Injector,
  afterNextRender,
  inject,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { Auth } from './core/auth/auth';
import { clearReload } from './core/network/chunks';
import { Network } from './core/network/network';
import { local, session } from './core/storage/storage';
import { markCurrent } from './ui/header';

/** The shop inside Jekyll's page: shows when the network is gone, and moves the focus to a new page. */
@Component({
  selector: 'cr-root',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="offline" role="status" [hidden]="network.isOnline()">
      You are offline. You can go on: your basket and your entries are kept.
    </p>
    @if (!isKept) {
      <p class="offline" role="status">
        Your browser stores nothing for this site. Your basket lasts until you close or reload the
        page; to sign in, please allow site data.
      </p>
    }
    <router-outlet />
  `,
})
export class App {
  readonly network = inject(Network);
  protected readonly isKept = session.isKept && local.isKept;
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    // It answers other tabs, which ask whether somebody is signed in.
    inject(Auth);
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      .subscribe(({ id }) => {
        clearReload();
        afterNextRender(() => this.onArrival(id > 1), { injector: this.injector });
      });
  }

  /** Mark the current link and focus the heading, for screen readers and keyboards. */
  private onArrival(isLater: boolean): void {
    markCurrent(document.querySelectorAll<HTMLAnchorElement>('.top nav a'), location.pathname);
    const heading = this.host.nativeElement.querySelector<HTMLElement>('h1');
    if (!heading || !isLater) return;
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
  }
}
