import { Logger } from '@nestjs/common';

// Tests of logging create their own logger; elsewhere the log would only be noise.
Logger.overrideLogger(false);
