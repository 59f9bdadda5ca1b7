import { ChangeDetectionStrategy, Component, type OnInit, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { Waiting } from '../../ui/waiting';

/** The redirect target of the sign-in: completes it and returns to the previous page. */
@Component({
  selector: 'cr-signed-in',
  imports: [RouterLink, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>Signing you in</h1>
      @if (completing.error()) {
        <div class="notice" role="alert">
          <p><strong>That did not work.</strong> Your basket and your entries are saved.</p>
          <a class="btn small" routerLink="/sign-in">Sign in again</a>
        </div>
      } @else {
        <cr-waiting what="One moment…" />
      }
    </section>
  `,
})
export class SignedIn implements OnInit {
  private readonly auth = inject(Auth);
  private readonly router = inject(Router);
  protected readonly completing = new Query(() => this.auth.finish());

  async ngOnInit(): Promise<void> {
    if (await this.completing.ask()) {
      await this.router.navigateByUrl(this.completing.value() ?? '/', { replaceUrl: true });
    }
  }
}
