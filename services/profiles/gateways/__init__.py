"""The third party of profiles: the user pool of Amazon Cognito."""
