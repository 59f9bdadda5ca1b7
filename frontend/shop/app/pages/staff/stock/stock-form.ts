import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { FormGroup, Validators } from '@angular/forms';
import { Api, type Schemas } from '../../../core/api/api';
import { destroySignal } from '../../../core/network/destroy-signal';
import { Field } from '../../../ui/field';
import { countOf, wholeNumber } from '../amount';
import { StockAuditLog, isRefused } from '../stock-audit-log';
import { FormRequest, needed } from '../form-request';
import { StaffForm } from '../staff-form';

/** The API's limit. */
const MOST = 100_000;

/** Adjusts the stock of a stem on a day, with a reason. */
@Component({
  selector: 'cr-stock-form',
  imports: [Field, StaffForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <cr-staff-form
      [request]="sending"
      yes="Count them"
      busy="Saving…"
      [isOpened]="true"
      (sent)="send()"
      (closed)="closed.emit()"
    >
      <div class="pair">
        <cr-field
          label="More or fewer"
          [control]="form.controls.quantity"
          hint="Such as 20, or −5."
          wrong="A whole number that is not 0, such as 20 or −5."
        />
        <cr-field label="Why" [control]="form.controls.reason" hint="For the audit log." />
      </div>
    </cr-staff-form>
  `,
})
export class StockForm {
  readonly sku = input.required<string>();
  readonly day = input.required<string>();
  readonly free = input.required<number>();
  /** The audit entry of the change; undefined: it has not appeared yet. */
  readonly done = output<Schemas['StockAuditEntry'] | undefined>();
  readonly closed = output();

  private readonly api = inject(Api);
  private readonly auditLog = inject(StockAuditLog);
  private readonly destroyed = destroySignal();
  protected readonly form = new FormGroup({
    quantity: needed('', wholeNumber(-MOST, MOST), Validators.pattern(/[1-9]/)),
    reason: needed('', Validators.maxLength(500)),
  });
  protected readonly sending = new FormRequest(this.form, (key) => this.count(key));

  protected async send(): Promise<void> {
    const { quantity } = this.form.controls;
    if (quantity.valid && this.quantity() + this.free() < 0) {
      quantity.setErrors({ message: `Only ${this.free()} are free.` });
    }
    if (!(await this.sending.send())) return;
    const entry = this.sending.value();
    if (entry && isRefused(entry)) this.sending.refuse(quantity, 'Refused: fewer are free.');
    else this.done.emit(entry);
  }

  private count(key: string): Promise<Schemas['StockAuditEntry'] | undefined> {
    const sku = this.sku();
    const body = {
      day: this.day(),
      quantity: this.quantity(),
      reason: this.form.controls.reason.value.trim(),
    };
    const ask = () => this.api.ask('put', '/staff/stock/{sku}', { key, path: { sku }, body });
    return this.auditLog.submit(key, ask, { subject: sku, ...body }, this.destroyed);
  }

  private quantity(): number {
    return countOf(this.form.controls.quantity.value) ?? 0;
  }
}
