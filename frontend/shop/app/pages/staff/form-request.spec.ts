import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormGroup } from '@angular/forms';
import { ApiError } from '../../core/api/transport';
import { FormRequest, needed } from './form-request';

@Component({
  selector: 'cr-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '',
})
class Host {
  readonly keys: string[] = [];
  answers: Promise<string>[] = [];
  readonly form = new FormGroup({ reason: needed('wilted') });
  readonly request = new FormRequest(this.form, (key) => {
    this.keys.push(key);
    return this.answers.shift() ?? Promise.resolve('done');
  });
}

const refused = (field: string) =>
  Promise.reject(new ApiError(422, { errors: [{ field, message: 'say more' }] }));

describe('A form’s request', () => {
  let host: Host;

  afterEach(() => history.replaceState(null, '', '/'));

  beforeEach(() => history.replaceState(null, '', '/shop/staff'));
  beforeEach(() => (host = TestBed.createComponent(Host).componentInstance));

  it('is sent only when the form is ready', async () => {
    host.form.setValue({ reason: ' ' });
    expect(await host.request.send()).toBe(false);
    expect(host.keys).toEqual([]);
  });

  it('keeps its key when it is repeated, and has another for what is changed', async () => {
    host.answers = [Promise.reject(new Error('lost'))];
    expect(await host.request.send()).toBe(false);
    expect(await host.request.send()).toBe(true);
    host.form.setValue({ reason: 'broken' });
    await host.request.send();
    const [lost, again, another] = host.keys;
    expect(again).toBe(lost);
    expect(another).not.toBe(lost);
  });

  it('has what the API says told at its field', async () => {
    host.answers = [refused('reason')];
    await host.request.send();
    expect(host.form.controls.reason.errors).toEqual({ message: 'Say more' });
  });
});
