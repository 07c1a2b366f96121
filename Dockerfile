# Sapphire as an image: one for every role. compose.yaml starts a whole cluster of it.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK} AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN ./sapphire setup && cp -rL artifacts/app /app

FROM ${RUNTIME}
# The embedded voices, the embedded recogniser, sound files, resampling and passwords.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libespeak-ng1 libflite1 libpocketsphinx3 pocketsphinx-en-us libsndfile1 libspeexdsp1 libportaudio2 libsqlite3-0 libcrypt1 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/sapphire --groups audio sapphire
COPY --from=build /app /opt/sapphire/app
COPY hocon /opt/sapphire/hocon
RUN printf '#!/bin/sh\nexec dotnet /opt/sapphire/app/Sapphire.Web.dll "$@"\n' > /usr/local/bin/sapphire && chmod 0755 /usr/local/bin/sapphire
USER sapphire
ENV SAPPHIRE_HOME=/var/lib/sapphire DOTNET_CLI_TELEMETRY_OPTOUT=1
VOLUME /var/lib/sapphire
ENTRYPOINT ["sapphire"]
CMD ["run"]
