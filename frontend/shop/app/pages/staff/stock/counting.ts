import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type OnInit,
  inject,
  input,
  output,
} from '@angular/core';
import { FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Api, type Schemas } from '../../../core/api/api';
import { Query } from '../../../core/api/query';
import { isReady, tellAtFields } from '../../../core/forms/errors';
import { leavingSignal } from '../../../core/network/leaving';
import { ErrorNotice } from '../../../ui/error-notice';
import { Field } from '../../../ui/field';
import { countOf, wholeNumber } from '../amount';
import { Books, isRefused } from '../books';
import { Intent, needed } from '../intent';

/** What the API takes. */
const MOST = 100_000;

/** Counts so many stems of a day more, or fewer, and says why. */
@Component({
  selector: 'cr-counting',
  imports: [ErrorNotice, Field, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="fields" novalidate [formGroup]="form" (ngSubmit)="send()">
      <div class="pair">
        <cr-field
          label="More or fewer"
          [control]="form.controls.quantity"
          hint="Such as 20, or −5."
          wrong="A whole number that is not 0, such as 20 or −5."
        />
        <cr-field label="Why" [control]="form.controls.reason" hint="For the shop’s books." />
      </div>
      <p class="actions">
        <button class="btn small" [disabled]="asking.isBusy()">
          {{ asking.isBusy() ? 'Counting…' : 'Count them' }}
        </button>
        <button type="button" class="btn quiet small" (click)="closed.emit()">Leave it</button>
      </p>
      <cr-error-notice [error]="asking.error()" (again)="send()" />
    </form>
  `,
})
export class Counting implements OnInit {
  readonly sku = input.required<string>();
  readonly day = input.required<string>();
  readonly free = input.required<number>();
  /** It was done; undefined: that is not to be seen yet. */
  readonly done = output<Schemas['StockAct'] | undefined>();
  readonly closed = output();

  private readonly api = inject(Api);
  private readonly books = inject(Books);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly leaving = leavingSignal();
  protected readonly form = new FormGroup({
    quantity: needed('', wholeNumber(-MOST, MOST), Validators.pattern(/[1-9]/)),
    reason: needed('', Validators.maxLength(500)),
  });
  private readonly intent = new Intent(this.form);
  protected readonly asking = new Query(() => this.count());

  ngOnInit(): void {
    setTimeout(() => this.host.nativeElement.querySelector('input')?.focus());
  }

  protected async send(): Promise<void> {
    const { quantity } = this.form.controls;
    if (quantity.valid && this.quantity() + this.free() < 0) {
      quantity.setErrors({ said: `Only ${this.free()} are free.` });
    }
    if (this.asking.isBusy() || !isReady(this.form, this.host.nativeElement)) return;
    if (!(await this.asking.ask())) {
      tellAtFields(this.asking.error(), { ...this.form.controls });
      isReady(this.form, this.host.nativeElement);
      return;
    }
    const act = this.asking.value();
    if (act && isRefused(act)) {
      quantity.setErrors({ said: 'Not done: fewer are free than that.' });
      isReady(this.form, this.host.nativeElement);
    } else {
      this.done.emit(act);
    }
  }

  private count(): Promise<Schemas['StockAct'] | undefined> {
    const sku = this.sku();
    const body = {
      day: this.day(),
      quantity: this.quantity(),
      reason: this.form.controls.reason.value.trim(),
    };
    const key = this.intent.key;
    const ask = () => this.api.ask('put', '/staff/stock/{sku}', { key, path: { sku }, body });
    return this.books.change(key, ask, { subject: sku, ...body }, this.leaving);
  }

  private quantity(): number {
    return countOf(this.form.controls.quantity.value) ?? 0;
  }
}
