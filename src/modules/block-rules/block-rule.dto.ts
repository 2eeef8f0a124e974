import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { OptionalText, Text } from '../../common/validation/text.js';
import { BLOCK_RULE_KINDS, type BlockRuleKind } from './block-rule-target.js';
import type { BlockRuleRow } from './block-rules.repository.js';

export class CreateBlockRuleDto {
  /** `host`: the host with its subdomains; `url_prefix`: URLs that begin so, http and https alike */
  @IsIn(BLOCK_RULE_KINDS, { message: `must be one of ${BLOCK_RULE_KINDS.join(', ')}` })
  @ApiProperty({ enum: BLOCK_RULE_KINDS, example: 'host' })
  kind: BlockRuleKind;

  /** A domain name in any alphabet, or an address, without port and without `*`: it covers its subdomains anyway; or a URL */
  @Text({ max: 2000 }, { example: 'photos.example.org' })
  value: string;

  /** Why, for people */
  @OptionalText({ max: 200 }, { example: 'asked by the owner' })
  reason?: string;
}

export class BlockRuleDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: BLOCK_RULE_KINDS })
  kind: BlockRuleKind;
  /** In its one spelling */
  value: string;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  created_at: Date;

  static from({ id, kind, value, reason, created_at }: BlockRuleRow): BlockRuleDto {
    return { id, kind, value, reason, created_at: new Date(created_at) };
  }
}

export class BlockRulePageDto extends PageOf(BlockRuleDto) {}
