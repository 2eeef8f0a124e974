import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isURL, MaxLength, ValidateBy } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { AddressRules } from '../../fetching/address-rules.js';

const RULES = new AddressRules([]);

/** Whether browsers may be sent there for a picture: an https address of a host on the internet, and no more than that. */
export function isAvatarUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !isURL(value, { protocols: ['https'], require_protocol: true })) return false;
  const url = URL.parse(value);
  if (url === null) return false;
  try {
    RULES.checkUrl(url);
    return true;
  } catch {
    return false;
  }
}

/** Optional; null clears it. */
export const AvatarUrl = (): PropertyDecorator =>
  applyDecorators(
    IfGiven({ nullable: true }),
    ValidateBy({
      name: 'isUrl',
      validator: {
        validate: isAvatarUrl,
        defaultMessage: () => 'must be an https URL of a public host, without user name, password or port',
      },
    }),
    MaxLength(2000, { message: 'must have at most 2000 characters' }),
    ApiProperty({ type: String, format: 'uri', nullable: true, required: false, maxLength: 2000 }),
  );
