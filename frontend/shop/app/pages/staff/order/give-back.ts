import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  output,
} from '@angular/core';
import { FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Api } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { isReady, tellAtFields } from '../../../core/forms/errors';
import { euros } from '../../../core/money/money';
import { ErrorNotice } from '../../../ui/error-notice';
import { Field } from '../../../ui/field';
import { amount, centsOf } from '../amount';
import { Intent, needed } from '../intent';
import type { Order } from '../words';
import { refundable } from './limits';

/** Gives a part of the price back, of what was taken and no more. */
@Component({
  selector: 'cr-give-back',
  imports: [ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <cr-field
        label="Amount in EUR"
        inputmode="decimal"
        [control]="form.controls.amount"
        [hint]="'At most ' + most() + '.'"
        wrong="An amount, such as 12.50."
      />
      <cr-field
        label="Why"
        [control]="form.controls.reason"
        [rows]="2"
        [most]="200"
        hint="The customer reads this."
      />
      <p class="actions">
        <button class="btn small" [disabled]="asking.isBusy()">
          {{ asking.isBusy() ? 'Asking…' : 'Give it back' }}
        </button>
      </p>
      <cr-error-notice [error]="asking.error()" (again)="send()" />
    </form>
  `,
})
export class GiveBack {
  readonly order = input.required<Order>();
  /** The API has taken it on. */
  readonly asked = output();

  private readonly api = inject(Api);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly form = new FormGroup({
    amount: needed('', amount),
    reason: needed('', Validators.maxLength(200)),
  });
  private readonly intent = new Intent(this.form);
  protected readonly most = computed(() => euros(refundable(this.order())));
  protected readonly asking = new Query(() =>
    this.api.ask('post', '/orders/{order_id}/refunds', {
      key: this.intent.key,
      path: { order_id: this.order().id },
      body: { amount: this.cents(), reason: this.form.controls.reason.value.trim() },
    }),
  );

  protected async send(): Promise<void> {
    if (this.form.controls.amount.valid && this.cents() > refundable(this.order())) {
      this.form.controls.amount.setErrors({ said: `At most ${this.most()} can be given back.` });
    }
    if (this.asking.isBusy() || !isReady(this.form, this.host.nativeElement)) return;
    if (await this.asking.ask()) {
      this.form.reset();
      this.asked.emit();
    } else {
      tellAtFields(this.asking.error(), { ...this.form.controls });
      isReady(this.form, this.host.nativeElement);
    }
  }

  private cents(): number {
    return centsOf(this.form.controls.amount.value) ?? 0;
  }
}
