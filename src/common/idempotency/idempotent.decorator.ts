import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

export const IDEMPOTENT = Symbol('idempotent');

/**
 * A POST that may be sent again: with an Idempotency-Key it takes effect once, and the answer of the first success is kept
 * for a day. Not for answers that hold a secret, nor for streams.
 */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Names this request, 1 to 255 visible ASCII characters, quoted or bare. Sent again within 24 hours, it has no ' +
        'further effect and gets the first answer, marked `Idempotent-Replayed: true`',
      schema: { type: 'string', minLength: 1, maxLength: 257, examples: ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'] },
    }),
  );
