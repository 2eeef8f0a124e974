import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../common/auth/auth.decorators.js';
import { Accepts } from '../../../common/body/body-rules.js';
import { Env } from '../../../config/env.js';
import { PaymentReceiptDto } from './payments.dto.js';
import { PaymentsNotConfigured } from './payments.errors.js';
import { PaymentsService } from './payments.service.js';
import { signedEvent } from './stripe-signature.js';

@ApiTags('credits')
@Controller('credits/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly env: Env,
  ) {}

  /** Receive an event of Stripe; its signature is the credential */
  @Post('webhook')
  @Public()
  @HttpCode(200)
  @Accepts({ keepBytes: true })
  @ApiHeader({ name: 'Stripe-Signature', required: true, description: 'Signature scheme v1, at most 5 minutes old' })
  async receivePayment(
    @Req() request: FastifyRequest,
    @Headers('stripe-signature') signature?: string,
  ): Promise<PaymentReceiptDto> {
    if (!this.env.STRIPE_WEBHOOK_SECRET) throw new PaymentsNotConfigured();
    const event = signedEvent(request.rawBody ?? Buffer.alloc(0), signature, this.env.STRIPE_WEBHOOK_SECRET);
    return { outcome: await this.payments.receive(event) };
  }
}
