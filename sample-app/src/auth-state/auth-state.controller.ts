import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AsposeTokenService, type AsposeTokenState } from 'nestjs-aspose-auth';
import { AuthStateDto } from './auth-state.dto.js';

@ApiTags('auth')
@Controller('auth')
export class AuthStateController {
  constructor(@Inject(AsposeTokenService) private readonly tokens: AsposeTokenService) {}

  @Get('state')
  @ApiOperation({
    summary: 'Get the state of the access token',
    description: 'Sends no request to Aspose. The response contains no secret.',
  })
  @ApiOkResponse({ type: AuthStateDto })
  state(): AsposeTokenState {
    return this.tokens.state;
  }
}
