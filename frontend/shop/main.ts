import { createApplication } from '@angular/platform-browser';
import { appConfig } from './app/app.config';
import { App } from './app/app';
import { breath } from './app/core/network/breath';

/** Read the script, find the page, show it: three tasks, for one would hold a phone up. */
async function start(): Promise<void> {
  await breath();
  const app = await createApplication(appConfig);
  await breath();
  app.bootstrap(App);
}

start().catch((error: unknown) => console.error(error));
