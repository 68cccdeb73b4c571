import { Logger } from '@nestjs/common';

// What the package logs is tested by name; everywhere else it would only be noise.
Logger.overrideLogger(false);
