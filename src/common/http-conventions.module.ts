import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { EtagInterceptor } from './etag/etag.interceptor.js';
import { ApiDocumentationController } from './api-pages/api-documentation.controller.js';
import { ApiDocumentation } from './api-pages/api-documentation.js';
import { LinkInterceptor } from './pagination/link.interceptor.js';
import { ProblemPagesController } from './problem-pages/problem-pages.controller.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { QueryInterceptor } from './validation/query.interceptor.js';
import { RequestValidationPipe } from './validation/validation.pipe.js';

/** How the API process answers: errors, validation, entity tags, links. Guards come from the auth module. */
@Module({
  controllers: [ProblemPagesController, ApiDocumentationController],
  providers: [
    ApiDocumentation,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
    { provide: APP_INTERCEPTOR, useClass: QueryInterceptor },
    { provide: APP_INTERCEPTOR, useClass: LinkInterceptor },
    { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
  ],
})
export class HttpConventionsModule {}
