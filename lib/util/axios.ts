import { HttpService } from '@nestjs/axios';
import type { AxiosStatic } from 'axios';

/**
 * The axios that `@nestjs/axios` itself uses. Beside Nest 11 a process can hold two copies of axios, and users compare errors
 * with the classes of this one.
 */
export const axiosRoot = new HttpService().axiosRef as AxiosStatic;
