import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { NestFactory } from '@nestjs/core';
import { BootstrapModule } from './bootstrap.module.js';
import { CreditReconciliation } from './modules/credits/credit-reconciliation.service.js';
import { explainStart } from './start-failure.js';

/** For cron: prints one line per rule of the ledger that does not hold, and fails when there is one. */
async function main(): Promise<void> {
  const context = await NestFactory.createApplicationContext(BootstrapModule, {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    const reconciliation = context.get(CreditReconciliation, { strict: false });
    const broken = await RequestContext.create(context.get(MikroORM).em, () => reconciliation.broken());
    for (const { rule, count, example } of broken) console.log(`${rule}: ${count} × ${JSON.stringify(example)}`);
    if (broken.length > 0) process.exitCode = 1;
    else console.log('the ledger agrees with everything');
  } finally {
    await context.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(explainStart(error));
  process.exitCode = 2;
}
