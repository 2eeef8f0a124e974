import { Logger, type LoggerService } from '@nestjs/common';

/**
 * Collects what a run must not log: errors, and warnings of a value that only the database refused.
 * It takes the place of the application's logger until `stop`.
 */
export class LogWatch implements LoggerService {
  readonly complaints: string[] = [];

  static start(): LogWatch {
    const watch = new LogWatch();
    Logger.overrideLogger(watch);
    return watch;
  }

  stop(): void {
    Logger.overrideLogger(['fatal']);
  }

  log(): void {
    // one line per request: not looked at
  }

  warn(message: unknown): void {
    if (String(message).includes('the database refused')) this.complaints.push(`warn ${String(message)}`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.complaints.push(`error ${String(message)} ${rest.map(String).join(' ').slice(0, 2_000)}`);
  }

  fatal(message: unknown): void {
    this.complaints.push(`fatal ${String(message)}`);
  }
}
