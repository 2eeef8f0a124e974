import { DomainEvent } from '../../common/events/domain-event.js';

abstract class BlockRuleEvent extends DomainEvent {
  readonly resourceType = 'block_rule';
}

export class BlockRuleAdded extends BlockRuleEvent {
  readonly action = 'block_rule.added';
}

export class BlockRuleRemoved extends BlockRuleEvent {
  readonly action = 'block_rule.removed';
}
