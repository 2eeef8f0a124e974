import { Injectable } from '@nestjs/common';
import type { OutboxChannel } from '../notification-channel.js';
import type { DeliveryChannel } from './delivery-channel.js';
import { EmailChannel } from './email.channel.js';

/** Every channel that delivers from the outbox: a new one is added here. */
@Injectable()
export class DeliveryChannels {
  private readonly all: readonly DeliveryChannel[];

  constructor(email: EmailChannel) {
    this.all = [email];
  }

  /** Names of the channels that are configured. */
  get on(): OutboxChannel[] {
    return this.all.filter((channel) => channel.isOn()).map(({ name }) => name);
  }

  get(name: OutboxChannel): DeliveryChannel {
    const found = this.all.find((channel) => channel.name === name);
    if (!found) throw new Error(`There is no channel ${name}`);
    return found;
  }
}
