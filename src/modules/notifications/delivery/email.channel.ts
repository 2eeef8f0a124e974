import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Env } from '../../../config/env.js';
import { Undeliverable, type Delivery } from './delivery.js';
import { DeliveryChannel } from './delivery-channel.js';
import { mailOf } from './mail.js';

/** A conversation as a whole may take this many times what one step of it may. */
const STEPS = 3;

/** Mail over SMTP, one connection per mail. */
@Injectable()
export class EmailChannel extends DeliveryChannel {
  readonly name = 'email';

  constructor(private readonly env: Env) {
    super();
  }

  isOn(): boolean {
    return this.env.SMTP_URL !== undefined;
  }

  async send(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { SMTP_URL: url, SMTP_TIMEOUT_MS: patience, MAIL_FROM: from, PUBLIC_URL: publicUrl } = this.env;
    const mail = mailOf(delivery, { from, publicUrl: publicUrl?.replace(/\/+$/, '') });
    const transport = createTransport({
      ...(url !== undefined && { url }),
      connectionTimeout: patience,
      dnsTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      socketCloseTimeout: 0,
    });
    try {
      await transport.sendMail({
        ...mail,
        disableFileAccess: true,
        disableUrlAccess: true,
        // a server that sends a byte now and then is never silent for long
        signal: AbortSignal.any([signal, AbortSignal.timeout(STEPS * patience)]),
      });
    } catch (error) {
      throw isFinal(error) ? new Undeliverable(messageOf(error), { cause: error }) : error;
    } finally {
      transport.close();
    }
  }
}

/** The server has refused this recipient or this mail with 5yz; what it says of logins or of itself may change. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || !('code' in error)) return false;
  const refused = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  return refused && typeof error.responseCode === 'number' && error.responseCode >= 500;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
