import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { explainStart } from './start-failure.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: consumes the queues, answers no HTTP. */
try {
  const worker = await NestFactory.createApplicationContext(WorkerModule, { abortOnError: false });
  worker.enableShutdownHooks();
  new Logger('Worker').log('ready for work');
} catch (error) {
  console.error(explainStart(error));
  process.exit(1);
}
