import { Module } from '@nestjs/common';
import { LocalStorage } from './local-storage.js';
import { Storage } from './storage.js';

@Module({ providers: [{ provide: Storage, useClass: LocalStorage }], exports: [Storage] })
export class StorageModule {}
