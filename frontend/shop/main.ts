import { createApplication } from '@angular/platform-browser';
import { appConfig } from './app/app.config';
import { App } from './app/app';
import { yieldToMain } from './app/core/network/yield-to-main';

/** Read the script, find the page, show it: three tasks, for one would hold a phone up. */
async function start(): Promise<void> {
  await yieldToMain();
  const app = await createApplication(appConfig);
  await yieldToMain();
  app.bootstrap(App);
}

start().catch((error: unknown) => console.error(error));
