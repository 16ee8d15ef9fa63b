from . import dealer_consent_record
from . import mail_compose_message
from . import sms_composer
from . import dealer_contact_invite
from . import dealer_greeting_forecast
from . import dealer_campaign_preview
