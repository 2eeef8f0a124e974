import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { loadEnv } from './config/env.js';
import { configureApp, httpAdapter } from './http.js';
import { buildOpenApi, mountDocs } from './openapi.js';
import { explainStart } from './start-failure.js';

/** The API process; with WORKERS=inline the worker as well. `--openapi` prints the API's description and needs no services. */
async function printOpenApi(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, httpAdapter(), {
    preview: true,
    logger: false,
  });
  configureApp(app);
  console.log(JSON.stringify(buildOpenApi(app), null, 2));
}

async function serve(): Promise<void> {
  const env = loadEnv();
  const app = await NestFactory.create<NestFastifyApplication>(
    env.WORKERS === 'inline' ? await allInOne() : AppModule,
    httpAdapter({ publicUrl: env.PUBLIC_URL }),
    { abortOnError: false },
  );
  configureApp(app);
  mountDocs(app, buildOpenApi(app));
  await app.listen(env.PORT, '0.0.0.0'); // Fastify's own default is loopback only
}

/** Loaded only when needed: it brings the image decoders along. */
async function allInOne(): Promise<Type> {
  return (await import('./all-in-one.module.js')).AllInOneModule;
}

try {
  await (process.argv.includes('--openapi') ? printOpenApi() : serve());
} catch (error) {
  console.error(explainStart(error));
  process.exit(1);
}
