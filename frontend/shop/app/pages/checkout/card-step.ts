import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { Router } from '@angular/router';
import { Basket } from '../../core/basket/basket';
import { Catalogue } from '../../core/catalogue/catalogue';
import { Drafts } from '../../core/checkout/draft';
import { MAX_MESSAGE, SUBSTITUTIONS } from '../../core/checkout/order-request';
import { LIMITS } from '../../core/forms/limits';
import { Euros } from '../../core/money/money';
import { Field } from '../../ui/field';
import { Quantity } from '../../ui/quantity';

const OCCASIONS = ['Birthday', 'Love', 'Thank you', 'Get well', 'New baby', 'Sympathy', 'Wedding'];

/** The card message, the occasion, add-ons, and whether a flower may be replaced. */
@Component({
  selector: 'cr-card-step',
  imports: [Euros, Field, Quantity, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="next()">
      <h1>What shall the card say?</h1>
      <cr-field
        label="Card message"
        [control]="form.controls.message"
        [rows]="4"
        [most]="most"
        [hint]="
          left() + ' characters left. Only the card goes with the flowers: no price, no invoice.'
        "
      />
      @if (draft().message.trim(); as message) {
        <figure class="greeting">
          <figcaption class="fine">As it will look</figcaption>
          <p>{{ message }}</p>
        </figure>
      }
      <fieldset class="chips">
        <legend>What is the occasion? <span class="muted">(optional)</span></legend>
        @for (each of occasions; track each) {
          <label>
            <input type="radio" name="occasion" formControlName="occasion" [value]="each" />
            {{ each }}
          </label>
        }
        <label>
          <input type="radio" name="occasion" formControlName="occasion" value="" />
          None
        </label>
      </fieldset>
      <fieldset class="chips">
        <legend>If a flower is not good enough on the day</legend>
        @for (each of substitutions; track each[0]) {
          <label>
            <input
              type="radio"
              name="substitution"
              formControlName="substitution"
              [value]="each[0]"
            />
            {{ each[1] }}
          </label>
        }
      </fieldset>
      @if (addons().length) {
        <h2 id="addons">Would you like to add something?</h2>
        <ul class="rows" role="list" aria-labelledby="addons">
          @for (addon of addons(); track addon.sku) {
            <li>
              <img [src]="picture(addon.sku)" width="72" height="72" alt="" />
              <div class="what">
                <strong>{{ addon.name }}</strong>
                <span class="muted price">{{ addon.price | euros }}</span>
              </div>
              <cr-quantity
                [of]="addon.name"
                [count]="has(addon.sku)"
                (changed)="set(addon.sku, $event)"
              />
            </li>
          }
        </ul>
      }
      <p class="actions"><button class="btn">Review the order</button></p>
    </form>
  `,
})
export class CardStep {
  private readonly basket = inject(Basket);
  private readonly catalogue = inject(Catalogue);
  private readonly drafts = inject(Drafts);
  private readonly router = inject(Router);

  protected readonly most = MAX_MESSAGE;
  protected readonly occasions = OCCASIONS;
  protected readonly substitutions = Object.entries(SUBSTITUTIONS);
  protected readonly draft = this.drafts.draft;
  protected readonly addons = this.catalogue.addons;
  protected readonly left = computed(() => MAX_MESSAGE - this.draft().message.length);
  protected readonly form = new FormGroup({
    message: new FormControl(this.draft().message, { nonNullable: true, validators: LIMITS.text }),
    occasion: new FormControl(this.draft().occasion, { nonNullable: true }),
    substitution: new FormControl(this.draft().substitution, { nonNullable: true }),
  });

  constructor() {
    this.form.valueChanges
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.drafts.change(this.form.getRawValue()));
  }

  protected picture(sku: string): string | undefined {
    return this.catalogue.pictureOf(sku);
  }

  protected has(sku: string): number {
    const line = this.basket.lines().find((each) => each.kind === 'ready' && each.sku === sku);
    return line?.quantity ?? 0;
  }

  protected set(sku: string, quantity: number): void {
    if (this.has(sku)) this.basket.change(sku, quantity);
    else this.basket.add({ kind: 'ready', sku, quantity });
  }

  protected async next(): Promise<void> {
    if (this.form.valid) await this.router.navigate(['/checkout/review']);
  }
}
