// Long because it is the one list of every environment variable but those of the sources, each with its rule.
import 'reflect-metadata'; // what the decorators write types to: without it every number stays a string
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';
import { emptyIsUnset, url } from './env-rules.js';
import { SourceEnv } from './source-env.js';

const list = ({ value }: { value: unknown }) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    : value;

/** Every environment variable the process reads, with its rule. Nothing else touches process.env. */
export class Env extends SourceEnv {
  @IsIn(['development', 'production', 'test'])
  NODE_ENV: string = 'development';

  @IsInt()
  @Min(0)
  @Max(65535)
  PORT: number = 3000;

  @IsUrl({ protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true })
  DATABASE_URL: string;

  @IsUrl({ protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true })
  REDIS_URL: string;

  /** Prefix of every Redis key. */
  @IsString()
  QUEUE_PREFIX: string = 'pixcrawler';

  /** `inline`: the API process also crawls; `off`: workers run apart. */
  @IsIn(['inline', 'off'])
  WORKERS: string = 'inline';

  /** Chunks that one process works on at a time. */
  @IsInt()
  @Min(1)
  @Max(64)
  WORKER_CONCURRENCY: number = 4;

  /** Milliseconds after which a silent worker's chunk may be taken over. */
  @IsInt()
  @Min(500)
  LEASE_MS: number = 15_000;

  /** Milliseconds between rounds of housekeeping: idle jobs, storage of ended and deleted ones. */
  @IsInt()
  @Min(100)
  HOUSEKEEPING_MS: number = 5_000;

  @IsString()
  STORAGE_DIR: string = '.data/storage';

  /** Credits of a new profile: the one that bootstrap makes, and those of users who first come with a token. */
  @IsInt()
  @Min(0)
  SIGNUP_CREDITS: number = 10_000;

  /** Project of the auth server; gives AUTH_JWT_ISSUER and AUTH_JWKS_URL their values unless they are set. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsUrl(url)
  SUPABASE_URL?: string;

  /** `iss` of the tokens that are accepted, exactly. Without it and SUPABASE_URL there are API keys only. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  AUTH_JWT_ISSUER?: string;

  /** Where the public keys of the issuer are. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsUrl(url)
  AUTH_JWKS_URL?: string;

  /** What `aud` of a token must contain. */
  @IsString()
  @IsNotEmpty()
  AUTH_JWT_AUDIENCE: string = 'authenticated';

  /** Shared secret of projects that still sign with HS256; without it such tokens are refused. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  @Length(32)
  AUTH_LEGACY_SECRET?: string;

  /** Requests a minute of one API key that has no limit of its own, and of one user's sessions; 0: no limits. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  RATE_LIMIT_PER_MINUTE: number = 600;

  /** Requests a minute with bad credentials from one address before it is told to wait; 0: no limit. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  AUTH_FAILURES_PER_MINUTE: number = 60;

  /** Days that the activity log is kept; 0: for ever. */
  @IsInt()
  @Min(0)
  @Max(36_500)
  ACTIVITY_RETENTION_DAYS: number = 365;

  /** Days that the archive of a finished export is kept; 0: for ever. */
  @IsInt()
  @Min(0)
  @Max(36_500)
  EXPORT_RETENTION_DAYS: number = 30;

  /** Secret that Stripe signs its events with; without it no payment is taken. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  STRIPE_WEBHOOK_SECRET?: string;

  /** What is sold, as credits:amount:currency with the amount in minor units; a payment of another price is refused. Empty: any price. */
  @Transform(list)
  @Matches(/^[1-9]\d{0,9}:[1-9]\d{0,9}:[a-z]{3}$/, { each: true })
  CREDIT_PACKS: string[] = [];

  /** Absolute address of this API in links and problem types. */
  @IsOptional()
  @IsUrl(url)
  PUBLIC_URL?: string;

  /** Product and contact, as sources and site owners see it. */
  @IsString()
  USER_AGENT: string = 'PixCrawler/0.1 (+https://pixcrawler.example/bot; bot@pixcrawler.example)';

  /** host:port pairs that the address rules let through although they are not public (tests, the image lab). Empty in production. */
  @Transform(list)
  @IsString({ each: true })
  FETCH_ALLOW: string[] = [];

  /** Image requests at a time in this process, and to one host of all processes together. */
  @IsInt()
  @Min(1)
  @Max(256)
  FETCH_CONCURRENCY: number = 32;

  @IsInt()
  @Min(1)
  @Max(64)
  FETCH_HOST_CONCURRENCY: number = 4;

  /** robots.txt of sites that pictures and pages are fetched from: `obey` or `ignore`. */
  @IsIn(['obey', 'ignore'])
  ROBOTS: string = 'obey';

  /** Signs that a picture may not be used for training (X-Robots-Tag, TDMRep, Content-Usage, Content-Signal): `obey` or `ignore`. */
  @IsIn(['obey', 'ignore'])
  OPT_OUT: string = 'obey';

  /** Largest picture, in bytes as fetched. */
  @IsInt()
  @Min(1024)
  MAX_IMAGE_BYTES: number = 25_000_000;

  /** Decoder child processes. */
  @IsInt()
  @Min(1)
  @Max(64)
  INSPECTORS: number = 2;

  /** New images per URL below which slices of a keyword's search at a source go no further; jobs may say otherwise. */
  @IsNumber()
  @Min(0)
  @Max(1)
  MIN_YIELD: number = 0.02;

  /** Server for outgoing mail, as smtp:// or smtps://user:password@host:port; without it no mail is sent. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsUrl({ protocols: ['smtp', 'smtps'], require_tld: false, require_protocol: true })
  SMTP_URL?: string;

  /** Sender of mail: an address, or a name with the address in angle brackets. */
  @Matches(/^(?:[^\p{Cc}<>@]*<[^\p{Cc}\s<>@]+@[^\p{Cc}\s<>@]+>|[^\p{Cc}\s<>@]+@[^\p{Cc}\s<>@]+)$/u)
  MAIL_FROM: string = 'PixCrawler <no-reply@pixcrawler.example>';

  /** Milliseconds that a mail server may take for one step: to connect, to greet, to answer a command. */
  @IsInt()
  @Min(100)
  @Max(30_000)
  SMTP_TIMEOUT_MS: number = 20_000;

  /** Deliveries of notifications at a time in one worker process. */
  @IsInt()
  @Min(1)
  @Max(64)
  MAIL_CONCURRENCY: number = 4;

  /** The deprecated dataset endpoints: `on`, or `gone`: all answer 410, as they will in version 1.0. */
  @IsIn(['on', 'gone'])
  LEGACY_DATASETS: string = 'on';

  /** When the crawl job of a legacy dataset reserves its credits and starts: at its `build`, or when it is made. */
  @IsIn(['build', 'create'])
  LEGACY_DATASETS_START: string = 'build';

  /** Signs download links that need no credentials; the same in every API process. Without it links end with the process. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  @MinLength(32)
  LINK_SECRET?: string;

  /** Images that a user's crawl jobs may store per UTC day, open jobs counted whole; 0: no limit. */
  @IsInt()
  @Min(0)
  QUOTA_IMAGES_PER_DAY: number = 0;

  /** Once a user's images of the UTC day take this many bytes, no crawl job may begin; 0: no limit. */
  @IsInt()
  @Min(0)
  QUOTA_STORAGE_BYTES_PER_DAY: number = 0;

  /** Once a user has sent this many requests in the UTC day, no crawl job may begin; 0: no limit. */
  @IsInt()
  @Min(0)
  QUOTA_API_CALLS_PER_DAY: number = 0;

  /** Once answers to a user took this many bytes in the UTC day, no crawl job may begin; 0: no limit. */
  @IsInt()
  @Min(0)
  QUOTA_BANDWIDTH_BYTES_PER_DAY: number = 0;

  /** Largest list of picture addresses that may be uploaded, in bytes as sent; unpacked it may have 20 times as many. */
  @IsInt()
  @Min(1)
  @Max(10_000_000_000)
  URL_LIST_MAX_BYTES: number = 50_000_000;

  /** Rows that one of them may have. */
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  URL_LIST_MAX_ROWS: number = 1_000_000;

  /** Lists that one user may keep. */
  @IsInt()
  @Min(0)
  URL_LISTS_PER_USER: number = 100;

  /** Bytes that the lists of one user may take in storage. */
  @IsInt()
  @Min(0)
  URL_LIST_STORAGE_BYTES: number = 2_000_000_000;

  /** `GET /metrics`: on, or off, which answers 404. */
  @IsIn(['on', 'off'])
  METRICS: string = 'on';

  /** Bearer token that `GET /metrics` asks for; without it everybody may read the figures. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  @MinLength(16)
  METRICS_TOKEN?: string;
}

/** Throws one error that lists every bad variable. */
export function loadEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const env = plainToInstance(Env, source, { enableImplicitConversion: true, exposeDefaultValues: true });
  const errors = validateSync(env);
  if (errors.length > 0) {
    const lines = errors.map((e) => `  ${e.property}: ${Object.values(e.constraints ?? {}).join('; ')}`);
    throw new Error(`Invalid environment:\n${lines.join('\n')}`);
  }
  return env;
}
