import { HttpService } from '@nestjs/axios';
import type { AxiosStatic } from 'axios';

/**
 * The copy of axios that `@nestjs/axios` uses. With Nest 11 a process can hold two copies, and users compare errors with the
 * classes of this one.
 */
export const axiosRoot = new HttpService().axiosRef as AxiosStatic;
