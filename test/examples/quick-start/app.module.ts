import { Module } from '@nestjs/common';
import { AsposeAuthModule } from 'nestjs-aspose-auth';

@Module({ imports: [AsposeAuthModule.forRoot()] })
export class AppModule {}
