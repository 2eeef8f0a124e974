import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { DomainEvent } from '../../common/events/domain-event.js';
import { EVERY_DOMAIN_EVENT } from '../../common/events/event-bus.js';
import { isNoticed, noticeOf } from './notice.js';
import { Notifier } from './notifier.js';
import { SubjectsRepository } from './subjects.repository.js';

/** Turns domain events into notifications, in the transaction that makes the change: neither is there without the other. */
@Injectable()
export class NotificationsListener {
  constructor(
    private readonly subjects: SubjectsRepository,
    private readonly notifier: Notifier,
  ) {}

  @OnEvent(EVERY_DOMAIN_EVENT, { suppressErrors: false })
  async onDomainEvent(event: DomainEvent): Promise<void> {
    if (!isNoticed(event.action)) return;
    const { action, metadata, resourceType, resourceId } = event;
    const notice = noticeOf({ action, metadata, subject: await this.subjects.of(event) });
    if (notice)
      await this.notifier.tell(event.userId, notice, { resource_type: resourceType, resource_id: resourceId });
  }
}
