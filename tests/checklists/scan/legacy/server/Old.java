import com.amazonaws.services.transcribe.AmazonTranscribe; // [[import high]]
import com.amazonaws.services.transcribe.AmazonTranscribeClientBuilder;
import com.amazonaws.services.transcribe.model.StartMedicalTranscriptionJobRequest;

class Old {
    final AmazonTranscribe amazon = AmazonTranscribeClientBuilder.defaultClient(); // [[client high]]

    void visit() {
        StartMedicalTranscriptionJobRequest request = new StartMedicalTranscriptionJobRequest();
        request.setSpecialty("PRIMARYCARE");
        request.withType("DICTATION");
        amazon.startMedicalTranscriptionJob(request); // [[call high]]
    }
}
