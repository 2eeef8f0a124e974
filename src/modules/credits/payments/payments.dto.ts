import { ApiProperty } from '@nestjs/swagger';
import { PAYMENT_OUTCOMES, type PaymentOutcome } from '../payment-event.entity.js';

export class PaymentReceiptDto {
  /** What became of the event */
  @ApiProperty({ enum: PAYMENT_OUTCOMES })
  outcome: PaymentOutcome;
}
