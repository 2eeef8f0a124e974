import { setTimeout } from 'node:timers/promises';
import type { DevTools } from './devtools.js';

const PATIENCE_MS = 20_000;

/** What a reader does on a page of Swagger UI. */
export class SwaggerPage {
  constructor(private readonly page: DevTools) {}

  async open(url: string): Promise<void> {
    await this.page.send('Page.navigate', { url });
  }

  /** Waits for an element and clicks it. */
  async click(selector: string): Promise<void> {
    await this.appears(selector);
    await this.page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Types a value as a person would, so that the page's framework hears of it. */
  async fill(selector: string, value: string): Promise<void> {
    await this.appears(selector);
    await this.page.evaluate(
      `{ const field = document.querySelector(${JSON.stringify(selector)}); field.focus(); field.select?.() }`,
    );
    await this.page.send('Input.insertText', { text: value });
  }

  /** Text of an element once it is there and not empty. */
  async text(selector: string): Promise<string> {
    return this.until(`document.querySelector(${JSON.stringify(selector)})?.innerText`, selector);
  }

  /** Logs in with a key in the dialog of the page, and closes it. */
  async authorise(key: string): Promise<void> {
    await this.click('button.authorize');
    await this.fill('#auth-bearer-value', key);
    await this.click('.auth-container:has(#auth-bearer-value) button.authorize');
    await this.click('button.btn-done');
  }

  /** Runs a GET without parameters through "Try it out"; the status and body that the page shows. */
  async tryOut(path: string): Promise<{ status: string; body: string }> {
    const block = `.opblock-get:has([data-path="${path}"])`;
    await this.click(`${block} .opblock-summary-control`);
    await this.click(`${block} .try-out__btn`);
    await this.click(`${block} .execute`);
    const row = `${block} .live-responses-table .response`;
    const status = await this.text(`${row} .response-col_status`);
    const body = await this.text(`${row} .response-col_description .highlight-code`);
    await this.page.evaluate(`document.querySelector(${JSON.stringify(row)}).scrollIntoView({ block: 'center' })`);
    return { status, body };
  }

  private appears(selector: string): Promise<string> {
    return this.until(`document.querySelector(${JSON.stringify(selector)}) && 'there'`, selector);
  }

  private async until(expression: string, what: string): Promise<string> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await setTimeout(50)) {
      const value = await this.page.evaluate(expression);
      if (typeof value === 'string' && value !== '') return value;
    }
    throw new Error(`the page has no ${what}`);
  }
}
