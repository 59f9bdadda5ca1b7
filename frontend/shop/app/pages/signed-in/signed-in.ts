import { ChangeDetectionStrategy, Component, type OnInit, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Query } from '../../core/api/query';
import { Auth } from '../../core/auth/auth';
import { Waiting } from '../../ui/waiting';

/** Where the sign-in page leads back to: takes the code, then goes on where the person was. */
@Component({
  selector: 'cr-signed-in',
  imports: [RouterLink, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="narrow stack">
      <h1>Signing you in</h1>
      @if (completing.error()) {
        <div class="notice" role="alert">
          <p>
            <strong>That did not work.</strong> Nothing is lost: your basket and what you have
            entered are kept.
          </p>
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
